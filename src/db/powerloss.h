/*
 * For tests: a file layer for SQLite that forgets everything not synced. Only in builds with
 * -Dtesting=true, and only when MUNIMENT_POWER_LOSS="N SEED" is set: writes to the database and its
 * log wait in memory until they are synced; at the N-th write, sync or truncation the power goes.
 * Then a random part of what waits reaches the disk, whole or half, and the process ends with code
 * 99. Closing a file forgets what was not synced. Threads: one.
 */
#pragma once

/* Installs the layer as SQLite's default when the variable asks for it; does nothing otherwise. */
void powerloss_install(void);
