<?php
// The twin of docs/steps/26-ten-thousand/run.rs, for PHP 8.6.
//
//     php docs/steps/26-ten-thousand/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

// The soft limit is 1,024 on most machines. Up to the hard limit a program may raise it.
[, $hard] = posix_getrlimit(POSIX_RLIMIT_NOFILE);
$hard = $hard === 'unlimited' ? POSIX_RLIMIT_INFINITY : $hard;
posix_setrlimit(POSIX_RLIMIT_NOFILE, 1024, $hard) or exit(1);
for ($files = []; $file = @fopen('/dev/null', 'r');) { // until it fails
    $files[] = $file;
}
posix_setrlimit(POSIX_RLIMIT_NOFILE, 2048, $hard) or exit(1);
$msgsock = socket_accept($sock) or exit(1); // its descriptor is 1024
$files = $file = null; // closes them

socket_write($socket, "hello\n") === false and exit(1);

$read = [$msgsock];
$write = $except = null;
socket_select($read, $write, $except, 1); // fails: a warning, and false

$context = new Io\Poll\Context();
$stream = socket_export_stream($msgsock) ?: exit(1);
$context->add(new StreamPollHandle($stream), [Io\Poll\Event::Read], $msgsock);
foreach ($context->wait(Time\Duration::fromSeconds(1)) as $watcher) {
    socket_read($watcher->getData(), 8192) === false and exit(1);
}
$context->wait(Time\Duration::fromSeconds(0));
