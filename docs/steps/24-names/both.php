<?php
// The twin of docs/steps/24-names/both.rs.
//
//     php docs/steps/24-names/both.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
// IPv4 too, whatever this machine's default is.
socket_set_option($sock, IPPROTO_IPV6, IPV6_V6ONLY, 0) or exit(1);
socket_bind($sock, '::', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$new = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($new, '::1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);
socket_getpeername($msgsock, $ip, $its_port) or exit(1);
socket_close($new);
socket_close($msgsock);

$old = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($old, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);
socket_getpeername($msgsock, $ip, $its_port) or exit(1);
