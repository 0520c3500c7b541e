<?php
// The twin of docs/steps/26-ten-thousand/chart.rs, for PHP 8.6. PHP has no threads.
//
//     php docs/steps/26-ten-thousand/chart.php

use Io\Poll\Context;
use Io\Poll\Event;
use Time\Duration;

const COUNTS = [10, 100, 1_000, 10_000];
const OTHERS = 30; // descriptors that are not of idle sockets
const TIME = 200_000_000; // of each measurement, in ns
const BAR = 50; // the longest, in letters

[, $hard] = posix_getrlimit(POSIX_RLIMIT_NOFILE);
$hard = $hard === 'unlimited' ? POSIX_RLIMIT_INFINITY : $hard;
posix_setrlimit(POSIX_RLIMIT_NOFILE, $hard, $hard) or exit(1);
echo "This program may open $hard descriptors.\n";

$rows = [];
foreach (COUNTS as $idle) {
    if ($hard !== POSIX_RLIMIT_INFINITY && $idle + OTHERS > $hard) {
        continue;
    }
    // Sockets to which nobody sends anything. Those of UDP need only one descriptor each.
    $sockets = [];
    while (count($sockets) < $idle) {
        $sockets[] = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) ?: exit(1);
    }
    $rows[$idle] = ['socket_select' => with_select($sockets), 'Io\Poll' => with_poll($sockets)];
}

$longest = max(1, ...array_merge(...array_map(array_values(...), array_values($rows))));
foreach ($rows as $idle => $costs) {
    echo "\n$idle idle sockets\n";
    foreach ($costs as $what => $time) {
        printf("  %-18s ", $what);
        echo $time === null ? 'fails' : round($time) . ' µs ' . str_repeat('█', (int) ceil($time / $longest * BAR)), "\n";
    }
}

/** A byte arrives on one socket. All are passed to the call. */
function with_select(array $idle): ?float
{
    socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
    [$here, $there] = $pair;
    return time_of(function () use ($idle, $here, $there): bool {
        socket_write($there, 'x') or exit(1);
        $read = [...$idle, $here];
        $write = $except = null;
        if (@socket_select($read, $write, $except, 1) === false) {
            return false;
        }
        foreach ($read as $socket) {
            socket_read($socket, 1) === false and exit(1);
        }
        return true;
    });
}

/** A byte arrives on one socket. All are in the list already. */
function with_poll(array $idle): ?float
{
    socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) or exit(1);
    [$here, $there] = $pair;
    $context = new Context();
    foreach ([...$idle, $here] as $socket) {
        $context->add(new StreamPollHandle(socket_export_stream($socket)), [Event::Read], $socket);
    }
    $limit = Duration::fromSeconds(1);
    return time_of(function () use ($context, $there, $limit): bool {
        socket_write($there, 'x') or exit(1);
        foreach ($context->wait($limit) as $watcher) {
            socket_read($watcher->getData(), 1) === false and exit(1);
        }
        return true;
    });
}

/** The time of one round in µs, or null if it fails: half of all rounds were faster. */
function time_of(callable $round): ?float
{
    $start = hrtime(true);
    while (hrtime(true) - $start < TIME) {
        $before = hrtime(true);
        if (!$round()) {
            return null;
        }
        $times[] = (hrtime(true) - $before) / 1000;
    }
    sort($times);
    return $times[intdiv(count($times), 2)];
}
