<?php
// The twin of docs/steps/27-safe/addresses.rs.
//
//     php docs/steps/27-safe/addresses.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- 127.0.0.1\n";
$sock = listener('127.0.0.1', $port);
client('127.0.0.2', $port);
socket_close($sock);

echo "-- 127.0.0.2, one address of several\n";
$sock = listener('127.0.0.2', $port);
client('127.0.0.1', $port);
socket_close($sock);

echo "-- 0.0.0.0, every address\n";
$sock = listener('0.0.0.0', $port);
$socket = client('127.0.0.2', $port) ?? exit(1);
$msgsock = socket_accept($sock) or exit(1);
socket_getsockname($msgsock, $ip, $its_port) or exit(1); // the one that the client has used
socket_close($socket);
socket_close($msgsock);
socket_close($sock);

function listener(string $ip, int $port): \Socket
{
    $sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) ?: exit(1);
    socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
    socket_bind($sock, $ip, $port) or exit(1);
    socket_listen($sock, 4) or exit(1);
    return $sock;
}

function client(string $ip, int $port): ?\Socket
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) ?: exit(1);
    return socket_connect($socket, $ip, $port) ? $socket : null;
}
