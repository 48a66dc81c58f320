"""The import contracts that import-linter does not bring along. They are run by ``make check``."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FacadeContract(Contract):
    """A domain touches another only through its public modules.

    Its tests also use the other's tests, and look into the other's tables: that a refusal left
    nothing behind can be seen nowhere else.
    """

    root = fields.StringField()
    public = fields.ListField(subfield=fields.StringField())
    exempt = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self._is_allowed(importer, imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} reaches inside {imported}", bold=False)

    def _is_allowed(self, importer: str, imported: str) -> bool:
        home, target = self._domain(importer), self._domain(imported)
        if home is None or target is None or home == target:
            return True
        role = _role(imported, target)
        return role in self.public or (_role(importer, home) == "tests" and role in ("tests", "models"))

    def _domain(self, module: str) -> str | None:
        parts = module.split(".")
        if len(parts) < 3 or parts[0] != self.root or parts[1] in self.exempt:
            return None
        return ".".join(parts[:3])


def _role(module: str, domain: str) -> str:
    return module.removeprefix(domain + ".").split(".")[0]
