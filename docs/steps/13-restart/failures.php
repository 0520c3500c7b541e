<?php
// The twin of docs/steps/13-restart/failures.rs.
//
//     php docs/steps/13-restart/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
echo "-- SO_REUSEADDR at the wrong level\n";
socket_set_option($first, SOL_TCP, SO_REUSEADDR, 1);

echo "-- Two servers have the port, and both listen\n";
socket_set_option($first, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($first, '127.0.0.1', $port) or exit(1);
$second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($second, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($second, '127.0.0.1', $port) or exit(1);
socket_listen($first, 4) or exit(1);
socket_listen($second, 4);
socket_close($second);

echo "-- One server listens, and a second binds\n";
$third = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($third, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($third, '127.0.0.1', $port);
socket_close($third);

echo "-- An old connection is left, and the new server lacks the option\n";
old_connection($first, '127.0.0.1', $port);
socket_close($first);
$again = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($again, '127.0.0.1', $port);
socket_close($again);

echo "-- An old connection is left, and the old server lacked the option\n";
without_the_option($port);

/** 127.0.0.2 is this machine too, and has ports of its own. */
function without_the_option(int $port): void
{
    $first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_bind($first, '127.0.0.2', $port) or exit(1);
    socket_listen($first, 4) or exit(1);
    old_connection($first, '127.0.0.2', $port);
    socket_close($first);
    $again = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_set_option($again, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
    socket_bind($again, '127.0.0.2', $port);
}

/** A client connects, and the server closes first. */
function old_connection(\Socket $sock, string $ip, int $port): void
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, $ip, $port) or exit(1);
    socket_close(socket_accept($sock) ?: exit(1));
    socket_close($socket);
}
