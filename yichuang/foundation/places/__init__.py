"""Places (区划网点): regions, organisations, outlets, zones and windows, and who answers for what where.

Everything downstream names a place by its id and reads it as a frozen view. Source: GB/T 2260 for
region codes, GB 32100 for organisations' codes.
"""
