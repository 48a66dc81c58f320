"""What people type into pages of guidance: shape and wording only.

consulting questions, answers, experts, calls
"""
