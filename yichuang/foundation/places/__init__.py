"""Places (区划网点). Regions, organisations, outlets, zones and windows."""
