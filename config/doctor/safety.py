"""Checks of what must not be so where people from outside come in; of backups and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from config.backup.record import LastBackup
from config.doctor.finding import Finding, ok, problem, warning
from config.env import Env

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
BACKUP_LATE, BACKUP_VERY_LATE = timedelta(hours=36), timedelta(days=8)
CALENDAR_SOON = timedelta(days=120)
# tried first by whoever guesses
_COMMON = frozenset({"", "postgres", "password", "admin", "123456", "12345678", "root", "yichuang"})


def is_public(env: Env) -> bool:
    """Whether anybody but this machine can reach the pages."""
    return any(host not in LOOPBACK for host in env.hosts)


def debugging(env: Env) -> Finding:
    """Development pages and errors in full."""
    if env.debug:
        say = problem if is_public(env) else warning
        return say("debug", "YICHUANG_DEBUG 开着，出错时会显示内部细节", "去掉 YICHUANG_DEBUG")
    return ok("debug", "没有打开调试")


def https(env: Env) -> Finding:
    """Who comes from elsewhere sends names and passwords: never in the clear."""
    if not is_public(env):
        return ok("https", "只在本机访问")
    if urlsplit(env.site_url).scheme != "https":
        return problem(
            "https",
            f"别的机器能访问，但网址是 {env.site_url}，密码和身份证号会明文传送",
            "用 make run HTTPS=1，或者在前面放 nginx、Caddy（docs/howto/public-address.md）",
        )
    if not env.secure_cookies:
        return problem("https", "用了 HTTPS，但 Cookie 也会走明文", "设置 YICHUANG_SECURE_COOKIES=1")
    return ok("https", "HTTPS，Cookie 只走加密连接")


def proxies(env: Env) -> Finding:
    """Behind a proxy everybody would count as one visitor, unless the proxy is known."""
    if is_public(env) and not env.trusted_proxies and urlsplit(env.site_url).port is None:
        return warning(
            "proxies",
            "没有设置可信代理：如果前面有 nginx 或 Caddy，所有访客会被当成同一个来源限次",
            "设置 YICHUANG_TRUSTED_PROXIES，如 127.0.0.1",
        )
    return ok("proxies", "访客的来源地址看得清")


def database_password(user: str, password: str, host: str) -> Finding:
    """The password of the application role."""
    is_local = host == "" or host.startswith("/")  # a socket signs in by system user
    if password in _COMMON | {user} and not is_local:
        return problem("database-password", f"数据库角色 {user} 的密码太容易猜", "换一个长的随机密码")
    return ok("database-password", "数据库密码不是常见的")


def sample_accounts(active: Sequence[str], *, is_embedded: bool) -> Finding:
    """Accounts of the sample county must not sign in to a real office."""
    if active and not is_embedded:
        return problem(
            "sample-accounts",
            f"样例账号还能登录正式的系统（{active[0]} 等 {len(active)} 个）",
            "停用这些账号",
        )
    return ok("sample-accounts", "没有样例账号在正式的系统里")


def backup(last: LastBackup | None, *, at: datetime, file_exists: bool) -> Finding:
    """When the last backup was made."""
    advice = "运行 yichuang backup，并设好每天的定时备份（docs/howto/backup.md）"
    if last is None:
        return warning("backup", "从来没有备份过", advice)
    age = at - last.made_at
    made = f"最近一次备份在 {age.days} 天 {age.seconds // 3600} 小时前"
    if last.missing:
        return problem(
            "backup", f"{made}，当时有 {last.missing} 个文件已经不见", "运行 yichuang files verify"
        )
    if age > BACKUP_VERY_LATE:
        return problem("backup", made, advice)
    if age > BACKUP_LATE:
        return warning("backup", made, advice)
    if not file_exists:
        return warning("backup", f"{made}，但 {last.file} 不在原处", "确认它在安全的地方")
    if not last.is_sealed:
        return warning("backup", f"{made}，没有加密，里面有全部密钥", "备份时用 --passphrase-file")
    return ok("backup", made)


def calendar(years: Sequence[int], *, today: date) -> Finding:
    """Until when deadlines can be counted."""
    advice = "国务院公布放假安排后运行 yichuang calendar load（docs/howto/load-a-calendar-year.md）"
    if today.year not in years:
        return problem("calendar", f"没有 {today.year} 年的工作日历，现在收件算不出期限", advice)
    last = today.year
    while last + 1 in years:
        last += 1
    if date(last, 12, 31) - today < CALENDAR_SOON:
        return warning(
            "calendar",
            f"工作日历只到 {last} 年底，期限落在 {last + 1} 年的办件算不出届满日",
            advice,
        )
    return ok("calendar", f"工作日历导入到 {last} 年")
