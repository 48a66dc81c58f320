"""``make tour``: one case of each kind on a throw-away product, over HTTP, from question to hand-over.

steps      what each person does; every step prints a line, every document is fetched and read
straight   a 承诺件 and a 即办件 on the good path
usual      what happens besides: correction, non-acceptance, refusal, withdrawal, silence, an agent
earlier    the same product ten days ago, for what only time brings about
"""
