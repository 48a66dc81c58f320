"""Tables of accounts (账号权限)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from yichuang.foundation.accounts.rules import may_administer
from yichuang.foundation.accounts.types import Delegated, Power, Role
from yichuang.foundation.places.types import Labelled
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date, now


def choices(kinds: type[Labelled]) -> list[tuple[str, str]]:
    """Django's choices of a labelled code table."""
    return [(kind.value, kind.label) for kind in kinds]


class User(AbstractBaseUser):
    """A staff account (账号). What it may do comes from its posts alone; there is no superuser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(
        "用户名", max_length=100, unique=True, validators=[UnicodeUsernameValidator()]
    )
    display_name = models.CharField("姓名", max_length=50)
    power = models.CharField("权属", max_length=10, choices=choices(Power), default=Power.BUSINESS.value)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间")

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                condition=Q(power__in=[p.value for p in Power]), name="user_power_is_known"
            ),
            # the target of post_has_the_power_of_its_user
            models.UniqueConstraint(fields=["id", "power"], name="user_with_power"),
        ]

    def __str__(self) -> str:
        return self.display_name

    # What Django's admin asks. Business accounts never enter it.

    @cached_property
    def is_staff(self) -> bool:
        """Whether the person holds an administrator's post today."""
        today = legal_date(now())
        posts = Post.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
        return self.power != Power.BUSINESS.value and posts.filter(user_id=self.id).exists()

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Whether the account's power reaches ``app.action_model`` in the admin."""
        return self.is_active and may_administer(Power(self.power), permission) and self.is_staff

    def has_perms(self, permissions: Iterable[str], obj: object = None) -> bool:
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(f"{app_label}.view_any")


class Post(models.Model):
    """An appointment (岗位): this person in this role at this place, from a day to a day.

    ``power`` repeats the account's (a foreign key on both columns, 0002), so that no account can
    ever hold two administrators' roles, or one beside a business role.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号")
    power = models.CharField("权属", max_length=10, choices=choices(Power))
    role = models.CharField("角色", max_length=24, choices=choices(Role))
    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+", verbose_name="行政区划")
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="网点"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="含当日；空为长期")

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(power=Power.SYSTEM.value, role=Role.SYSTEM_ADMINISTRATOR.value)
                | Q(power=Power.SECURITY.value, role=Role.SECURITY_ADMINISTRATOR.value)
                | Q(power=Power.AUDIT.value, role=Role.AUDIT_ADMINISTRATOR.value)
                | Q(
                    power=Power.BUSINESS.value,
                    role__in=[r.value for r in Role if not r.value.endswith("-administrator")],
                ),
                name="post_role_belongs_to_its_power",
            ),
            models.CheckConstraint(
                condition=Q(outlet__isnull=False)
                | ~Q(
                    role__in=[
                        Role.CLERK.value,
                        Role.CHIEF_REPRESENTATIVE.value,
                        Role.ISSUING_CLERK.value,
                        Role.GUIDE.value,
                        Role.HALL_MANAGER.value,
                    ]
                ),
                name="post_at_a_window_has_an_outlet",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | ~Q(
                    role__in=[
                        Role.CHIEF_REPRESENTATIVE.value,
                        Role.DEPARTMENT_OFFICER.value,
                        Role.DEPARTMENT_HEAD.value,
                        Role.CATALOGUE_EDITOR.value,
                    ]
                ),
                name="post_in_a_department_has_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "organisation", "outlet", "starts_on"],
                nulls_distinct=False,
                name="post_is_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiToken(models.Model):
    """A bearer token of a person or a system (接口令牌), bound to one post.

    Only the SM3 digest is kept; the token itself is shown once, when it is made.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="岗位")
    digest = models.BinaryField("摘要", max_length=32, unique=True, editable=False)
    label = models.CharField("用途", max_length=100, blank=True)
    created_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.id)


class WrittenAuthorisation(models.Model):
    """The paper by which a department lets its chief representative decide in its place (书面授权).

    ``covers`` says which kinds of items; ``handling_codes`` empty means every such item of the
    organisation. Never edited; only withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="授权部门"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="首席代表")
    document_number = models.CharField("授权书文号", max_length=100)
    handling_codes = ArrayField(
        models.CharField(max_length=64), verbose_name="业务办理项", default=list, blank=True
    )
    covers = ArrayField(
        models.CharField(max_length=30, choices=choices(Delegated)),
        verbose_name="授权范围",
        db_default=[Delegated.IMMEDIATE.value],
    )
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", help_text="含当日")
    authorised_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="授权人")
    authorised_at = models.DateTimeField("授权时间")
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, help_text="自当日起无效")
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "书面授权"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "document_number"],
                name="authorisation_number_is_unique_in_its_department",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="authorisation_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False),
                name="authorisation_withdrawal_names_its_day_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("authorised_by")), name="authorisation_is_given_by_another_person"
            ),
            models.CheckConstraint(
                condition=Q(covers__len__gte=1, covers__contained_by=[d.value for d in Delegated]),
                name="authorisation_covers_known_kinds",
            ),
        ]
        indexes = [
            # authorisation_for(): the papers of one person in one department
            models.Index(fields=["user", "organisation"], name="authorisation_of_person"),
        ]

    def __str__(self) -> str:
        return self.document_number
