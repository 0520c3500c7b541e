<?php
// The twin of docs/steps/26-ten-thousand/failures.rs, for PHP 8.6.
//
//     php docs/steps/26-ten-thousand/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- No descriptor is left\n";
[, $hard] = posix_getrlimit(POSIX_RLIMIT_NOFILE);
$hard = $hard === 'unlimited' ? POSIX_RLIMIT_INFINITY : $hard;
$files = take_all(64, $hard);
socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
$files = null; // closes them

echo "-- The socket's descriptor is 1024\n";
$files = take_all(1024, $hard);
posix_setrlimit(POSIX_RLIMIT_NOFILE, 2048, $hard) or exit(1);
$second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
$read = [$second];
$write = $except = null;
socket_select($read, $write, $except, 0);
$files = null;

echo "-- The listener is added twice\n";
$context = new Io\Poll\Context();
$handle = new StreamPollHandle(\socket_export_stream($sock));
$watcher = $context->add($handle, [Io\Poll\Event::Read]);
try {
    $context->add($handle, [Io\Poll\Event::Read]);
} catch (\Exception) {
    // It was printed; without this line it would end the program.
}

echo "-- You ask for events of a watcher that you have removed\n";
$watcher->remove();
try {
    $watcher->modifyEvents([Io\Poll\Event::Write]);
} catch (\Exception) {
    // As above.
}

echo "-- The first process has not set SO_REUSEPORT\n";
socket_set_option($second, SOL_SOCKET, SO_REUSEPORT, 1) or exit(1);
socket_bind($second, '127.0.0.1', $port);

/** Opens files until this limit is reached. */
function take_all(int $limit, int $hard): array
{
    posix_setrlimit(POSIX_RLIMIT_NOFILE, $limit, $hard) or exit(1);
    for ($files = []; $file = @fopen('/dev/null', 'r');) {
        $files[] = $file;
    }
    return $files;
}
