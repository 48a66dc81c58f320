"""Accounts (账号权限). Staff accounts, posts, permissions and API tokens."""
