"""``yichuang doctor``: what is wrong with an installation, and what to do about it (体检).

    finding   what a check says
    machine   Python, packages, disk, ports, files: before Django and without the database
    database  reachable, of a known version, safe, migrated, with our keys, with two roles
    work      web, live, worker and relay; events, jobs, documents, seals
    safety    what must not be so where people from outside come in; backups; the calendar
    run       all of them in order

A check looks and says; it changes nothing. Each takes what it judges as arguments, so that its bad
case can be tested; :mod:`~config.doctor.run` does the looking.
"""
