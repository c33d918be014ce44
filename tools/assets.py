#!/usr/bin/env python3
"""Makes what browsers load: app.css, app.js, icons.svg and icon.svg, each also compressed. Usage: assets.py ROOT OUT ESBUILD BROTLI"""
import gzip
import pathlib
import subprocess
import sys

import icons

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
esbuild, brotli = sys.argv[3:5]


def bundle(name, source, *more):
    subprocess.run([esbuild, str(root / source), "--bundle", "--minify", "--log-level=warning", "--charset=utf8",
                    f"--outfile={out / name}", *more], check=True)


out.mkdir(parents=True, exist_ok=True)
bundle("app.css", "assets/css/app.css")
bundle("app.js", "assets/js/app.js", "--format=esm", "--target=es2022")
(out / "icons.svg").write_text(icons.sprite(root))
(out / "icon.svg").write_text((root / "assets/icon.svg").read_text())
for name in ("app.css", "app.js", "icons.svg", "icon.svg"):
    data = (out / name).read_bytes()
    (out / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    subprocess.run([brotli, "--best", "--force", "--no-copy-stat", f"--output={out / name}.br", str(out / name)], check=True)
