"""Making the result, and handing it over with its proof."""

from yichuang.outcome.delivery.services.hand_over import deliver_result
from yichuang.outcome.delivery.services.result import prepare_result

__all__ = ["deliver_result", "prepare_result"]
