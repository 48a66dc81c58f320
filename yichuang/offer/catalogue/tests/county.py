"""A county's service list for tests: 1,135 items of 34 departments, in the form such lists have.

It is made here from the words such lists use, the same on every run. Where real lists stand beside the
repository (``shared/data``, or the folder ``YICHUANG_TEST_DATA`` names), the tests run on those too.
"""

from __future__ import annotations

import csv
import io
import os
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
NUMBER = 1135
HEADING = (
    "id", "department", "main_item", "name", "item_code", "area_code", "task_type", "task_type_name",
    "dept_code", "impl_uscc", "guide_url",
)  # fmt: skip


def _words(text: str) -> list[str]:
    return text.split()


_SUBJECTS = _words(
    """
    食品经营 道路货物运输 道路旅客运输 公共场所卫生 医疗机构执业 护士执业 建筑工程施工 取水
    河道采砂 林木采伐 动物诊疗 兽药经营 种子生产经营 渔业捕捞 民办学校设立 教师资格 社会团体成立
    民办非企业单位 养老机构 殡葬设施 烟花爆竹零售 危险化学品经营 特种设备使用 药品零售
    医疗器械经营 出版物零售 营业性演出 互联网上网服务营业场所 旅行社分社 文物保护单位修缮
    城市道路挖掘 户外广告设置 建筑垃圾处置 排水 燃气经营 商品房预售 不动产转移 土地使用权 采矿权
    测绘资质 排污 固体废物转移 机动车维修 驾驶员培训 拖拉机、联合收割机 船舶营运 居民身份证
    户口迁移 出入境证件 养犬 律师执业 公证 法律援助 社会保险 失业保险金 工伤认定 灵活就业人员
    职业技能 基本医疗保险 生育津贴 住房公积金 残疾人证 最低生活保障 临时救助 孤儿基本生活
    优抚对象 退役士兵安置 企业投资项目 政府采购 增值税发票 车辆购置税 烟草专卖零售 气象观测环境
    人防工程 消防安全检查 体育场所开放 会计代理记账 粮食收购
    """
)
_ACTS = _words(
    """
    许可 审批 备案 登记 核发 注销 补办 换发 认定 查询 变更 延续 年度检验 申领 发放 咨询
    """
)
_DETAILS = (
    "", "", "（新办）", "（变更）", "（延续）", "（县级权限）", "（首次）", "（跨区、跨县）", "(含分支机构)",
    "（80周岁以上）", "（据第349号令，部分权限下放）", "／简易程序", "“容缺”", "（A类）", "（预支50%）",
    "《临时》", "\\县级",
)  # fmt: skip
_DEPARTMENTS = _words(
    """
    行政审批局 人社局 交通运输局 税务局 住建局 自然资源局 公安局 医疗保障局 文旅局 教育局
    农业农村局 司法局 卫健局 民政局 市监局 林业局 生态环境局 残联 水利局 应急管理局 政府办
    烟草专卖局 气象局 退役军人事务局 财政局 委办 综合执法局 发改局 公共资源中心 商务局 统战部
    经信局 消防大队 统计局
    """
)
_TYPES = {
    "1": "行政许可", "20": "公共服务", "10": "其他行政权力", "7": "行政确认", "5": "行政给付",
    "9": "行政裁决", "8": "行政奖励",
}  # fmt: skip


def made_rows() -> list[dict[str, str]]:
    """The rows of the made list."""
    chance = random.Random(511602)
    names: dict[str, str] = {}
    while len(names) < NUMBER:
        subject, act = chance.choice(_SUBJECTS), chance.choice(_ACTS)
        names.setdefault(f"{subject}{act}{chance.choice(_DETAILS)}", subject)
    return [_row(number, name, subject, chance) for number, (name, subject) in enumerate(names.items(), 1)]


def _row(number: int, name: str, subject: str, chance: random.Random) -> dict[str, str]:
    department = number % len(_DEPARTMENTS)
    task_type = chance.choice(sorted(_TYPES))
    body = f"1199{department:014}"
    code = f"599A0{number:06}000-990102000000-000-{body}-1-00"
    return {
        "id": f"MA-{number:04}",
        "department": f"区{_DEPARTMENTS[department]}",
        "main_item": f"{subject}（含其他）办理" if number % 2 else "",
        "name": name,
        "item_code": code,
        "area_code": "990102000000",
        "task_type": task_type,
        "task_type_name": _TYPES[task_type],
        "dept_code": body,
        "impl_uscc": "",
        "guide_url": f"https://guide.example/{code}",
    }


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Rows as the CSV file a list comes in."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADING)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def lists() -> dict[str, bytes]:
    """The lists to test with, by name."""
    found = {"made": as_csv(made_rows())}
    if (real := _given("catalogue_guangan_511602.csv")) is not None:
        found["given"] = real
    return found


def given_guides() -> bytes | None:
    """The real guides, when there are any."""
    return _given("service_items_with_materials.json")


def given_materials() -> bytes | None:
    """The materials of the real guides one by one, when there are any."""
    return _given("materials_flat.csv")


def given_forms() -> bytes | None:
    """The field lists of 39 real forms, when they are there."""
    return _given("eforms_household_linyi.json")


def _given(name: str) -> bytes | None:
    folder = os.environ.get("YICHUANG_TEST_DATA") or ROOT.parent / "shared" / "data"
    file = Path(folder) / "service_items" / name
    return file.read_bytes() if file.is_file() else None
