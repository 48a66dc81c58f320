"""The law of the catalogue (事项规则). Pure.

content     what may be published: limits, fees, codes, materials
scenarios   questions and conditions that fit together
reviewing   how a draft comes to be published, and who may review it
life        what may happen to an item, and whether it is suspended on a day
quality     what a version breaks of the audit rules, and its mark
analysis    what the scenarios lead to: paths, distinct lists, troubles
families    sets of lists without writing them down
comparison  two versions in words; comparison_materials, wording: its parts
codes       ways of writing item codes, as data
digest      content as canonical JSON and its fingerprint
keys        search: normal form, n-grams, pinyin spelling, the question put to the index
fields      reading a JSON document field by field, keeping every fault
product     format (a): the product's own JSON
guides      format (b): guide JSON
county      format (c): county list as CSV
files       which format a file is
"""
