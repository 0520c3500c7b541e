<?php
// The twin of docs/steps/24-names/failures.rs.
//
//     php docs/steps/24-names/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- An IPv6 address for an IPv4 socket\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '::1', $port);
socket_close($socket);

echo "-- A link-local address without its interface\n";
$socket = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, 'fe80::1', $port);
socket_close($socket);

echo "-- The server takes IPv6 only, and the client comes over IPv4\n";
$sock = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_set_option($sock, IPPROTO_IPV6, IPV6_V6ONLY, 1) or exit(1);
socket_bind($sock, '::', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port);
socket_close($socket);
socket_close($sock);

echo "-- The server for both has the port already\n";
$sock = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_set_option($sock, IPPROTO_IPV6, IPV6_V6ONLY, 0) or exit(1);
socket_bind($sock, '::', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
$hints = ['ai_socktype' => SOCK_STREAM];
$addresses = socket_addrinfo_lookup('127.0.0.1', (string) $port, $hints) or exit(1);
socket_addrinfo_bind($addresses[0]);
