#!/usr/bin/env python3
"""Makes what browsers load: app.css, app.js, icons.svg and icon.svg, each also compressed. Usage: assets.py ROOT OUT ESBUILD BROTLI
SCRIPT...   The script is made once for each language: app.js, app.TAG.js; its texts stand in it (tools/texts.py)."""
import gzip
import pathlib
import subprocess
import sys
import tempfile

import icons
import texts

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
esbuild, brotli, *scripts = sys.argv[3:]


def bundle(name, source, *more):
    subprocess.run([esbuild, str(source), "--bundle", "--minify", "--log-level=warning", "--charset=utf8",
                    f"--outfile={out / name}", *more], check=True)


def script(name):
    """The modules with their texts in one language, bundled."""
    tag = name[len("app."):-len("js")].rstrip(".")
    po = root / "po" / f"{tag}.po"
    of = texts.language(po if po.exists() else None).one if tag else lambda text: text
    with tempfile.TemporaryDirectory() as tmp:
        for path in (root / "assets/js").glob("*.js"):
            (pathlib.Path(tmp) / path.name).write_text(texts.script(path.read_text(), of))
        bundle(name, pathlib.Path(tmp) / "app.js", "--format=esm", "--target=es2022")


out.mkdir(parents=True, exist_ok=True)
bundle("app.css", root / "assets/css/app.css")
for name in scripts:
    script(name)
(out / "icons.svg").write_text(icons.sprite(root))
(out / "icon.svg").write_text((root / "assets/icon.svg").read_text())
for name in ["app.css", "icons.svg", "icon.svg", *scripts]:
    data = (out / name).read_bytes()
    (out / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    subprocess.run([brotli, "--best", "--force", "--no-copy-stat", f"--output={out / name}.br", str(out / name)], check=True)
