"""What the scenarios of an item lead to (情形分析)."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.kernel.labels import Labelled


class Trouble(Labelled):
    """What is wrong with a scenario (情形问题的毛病)."""

    QUESTION_UNREACHABLE = "question-unreachable", "问不到的问题"
    OPTION_UNREACHABLE = "option-unreachable", "选不到的选项"
    CONTRADICTION = "contradiction", "互相矛盾的条件"
    MATERIAL_UNUSED = "material-unused", "用不到的材料"
    QUESTION_IDLE = "question-idle", "不起作用的问题"
    EMPTY_LIST = "empty-list", "清单为空的情形"
    LIMITS_DIFFER = "limits-differ", "时限不一致的答案"


@dataclass(frozen=True)
class ScenarioFinding:
    """One trouble: ``pointer`` into the content, ``words`` a sentence for the editor."""

    trouble: Trouble
    pointer: str
    words: str


@dataclass(frozen=True)
class ScenarioAnalysis:
    """What all answers together lead to.

    Attributes:
        paths: ways through the questions: every asked question answered, nothing else; 1 without questions.
        lists: distinct lists of materials these ways end in.
        empty: how many of the ways end in a list without any material.
        findings: in the order of :class:`Trouble`, then of the content.
    """

    paths: int
    lists: int
    empty: int
    findings: tuple[ScenarioFinding, ...]

    def of(self, trouble: Trouble) -> tuple[ScenarioFinding, ...]:
        return tuple(finding for finding in self.findings if finding.trouble is trouble)
