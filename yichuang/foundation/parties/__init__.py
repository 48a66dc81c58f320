"""Parties (办事人): who asks for something, known by one identity document.

Everything personal lies encrypted and is found by blind index; pages see masks, and seeing more asks
for a reason that is audited. Source: 个人信息保护法; GB 11643 and GB 32100 for identity numbers.
"""
