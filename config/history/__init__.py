"""A year of the sample county (样例历史): cases of people who do not exist, made by the services.

dice         chance that falls the same way every time
people       residents and enterprises, always the same for the same number
schedule     on which days cases arrive, and the hours in which somebody works
county       who sits where and takes what, read off the loaded county
application  who comes, how they answer, what they bring
words        what the staff writes down
choices      how a case will go, and who sits at the window
steps        each act of a case, by whom, and how long it takes
plans        two plans that a guide writes and follows
life         one case from receipt as far as it has come, act by act, at the times it happened
making       all of them in order: begun once, continued after an interruption, never twice
"""
