"""Yichuang (一窗): any window accepts any item for the whole government."""
