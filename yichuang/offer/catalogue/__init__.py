"""Catalogue (事项). Items broken down to handling item, scenario, material and review point; versions; search."""
