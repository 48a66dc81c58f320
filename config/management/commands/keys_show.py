"""``yichuang keys show``: which keys there are, by their fingerprints."""

from __future__ import annotations

from typing import Any

from yichuang.kernel import crypto, reencrypting, sealing
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Fingerprints name a key and say nothing of it."""

    help = "列出数据密钥和签封密钥的指纹，以及还有多少密文用着旧的数据密钥。"

    def run(self, **options: Any) -> None:
        held, left = crypto.keyring(), reencrypting.left()
        data = {name: digest.hex() for name, digest in sorted(crypto.fingerprints().items())}
        seal = sealing.fingerprint(sealing.public_key_pem())
        retired: list[dict[str, Any]] = [
            {"fingerprint": sealing.fingerprint(key.public_key.encode()), "last_seal": key.last_seal}
            for key in sealing.retired_keys()
        ]
        lines = [
            f"{name}  {digest[:16]}…{'  （现用）' if name == f'data:{held.current}' else ''}"
            for name, digest in data.items()
        ]
        lines += [f"sealing  {seal[:16]}…  （现用）"]
        lines += [
            f"sealing  {str(key['fingerprint'])[:16]}…  （用到第 {key['last_seal']} 号签封）"
            for key in retired
        ]
        lines += [f"旧密钥：{name} 还有 {count} 条" for name, count in left.items()]
        self.show(
            "\n".join(lines),
            {"data": data, "current": held.current, "sealing": seal, "retired": retired, "left": left},
        )
