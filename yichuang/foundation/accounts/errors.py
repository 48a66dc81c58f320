"""Refusals of accounts.

AccountError
├── NotYourRole               no post of the roles that may
├── NotYourPlace              the role, at another outlet, in another department or region
├── OwnAccount                nobody grants powers to themselves
├── TokenRefused              unknown, ended or revoked
├── SignInRequired            neither a session nor a token
├── AccountClosed             the account is closed
├── AccountNotFound           no such account, post, token or authorisation
├── UsernameTaken             an account of that name exists
├── OnePowerOnly              an administrator's role beside another role
├── AccountDetailsWrong       a name, password or length of time is refused
├── PostIncomplete            the role needs an outlet or a department, or they do not fit
├── NotARepresentative        authorised without being chief representative there
├── AuthorisationWrong        its dates or number are refused
└── AuthorisationWithdrawn    it was withdrawn before
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unauthenticated


class AccountError(DomainError):
    """Any refusal of this domain."""


class NotYourRole(AccountError, Forbidden):
    """The actor holds no post whose role may do this."""

    code = "accounts.not-your-role"
    title = "您的岗位不能办理这一步"


class NotYourPlace(AccountError, Forbidden):
    """The actor has the role, but at another outlet, in another department or another region."""

    code = "accounts.not-your-place"
    title = "这件事不属于您的网点、部门或者辖区"


class OwnAccount(AccountError, Forbidden):
    """Nobody gives posts, tokens or authorisations to themselves."""

    code = "accounts.own-account"
    title = "不能给自己授予岗位或者权限"


class TokenRefused(AccountError, Unauthenticated):
    """The token is unknown, has ended, was revoked, or its post or account has ended."""

    code = "accounts.token-refused"
    title = "接口令牌无效或者已经到期"


class SignInRequired(AccountError, Unauthenticated):
    """Neither a session nor a token says who is acting."""

    code = "accounts.sign-in-required"
    title = "请先登录"


class AccountClosed(AccountError, Unauthenticated):
    """The account exists but was closed."""

    code = "accounts.closed"
    title = "账号已经停用"


class AccountNotFound(AccountError, NotFound):
    """No account, post, token or authorisation goes by that name or id."""

    code = "accounts.not-found"
    title = "没有这个账号"


class UsernameTaken(AccountError, Conflict):
    """An account of that name exists."""

    code = "accounts.username-taken"
    title = "用户名已经有人使用"


class OnePowerOnly(AccountError, Conflict):
    """The three administrators' roles exclude each other and every business role."""

    code = "accounts.one-power-only"
    title = "管理员岗位不能与其他岗位由同一账号兼任"


class AccountDetailsWrong(AccountError, Invalid):
    """A name, a password or a length of time is refused; ``errors`` names the field."""

    code = "accounts.details-wrong"
    title = "账号信息有误"


class PostIncomplete(AccountError, Invalid):
    """The role needs an outlet or a department that is missing, or place and region do not fit."""

    code = "accounts.post-incomplete"
    title = "岗位信息不完整"


class NotARepresentative(AccountError, Invalid):
    """Who is authorised does not hold the post of chief representative in that department."""

    code = "accounts.not-a-representative"
    title = "被授权人不是本部门的首席代表"


class AuthorisationWrong(AccountError, Invalid):
    """The dates or the document number of a written authorisation are refused."""

    code = "accounts.authorisation-wrong"
    title = "书面授权的内容有误"


class AuthorisationWithdrawn(AccountError, Conflict):
    """The written authorisation was withdrawn before."""

    code = "accounts.authorisation-withdrawn"
    title = "这份书面授权已经撤回"
