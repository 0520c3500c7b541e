<?php
// The twin of docs/steps/27-safe/log.rs.
//
//     php docs/steps/27-safe/log.php

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '127.0.0.1') or exit(1);
socket_listen($sock, 4) or exit(1);
socket_getsockname($sock, $ip, $port) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$name = "\x1b[1mZoë\x1b[0m\n127.0.0.1 the administrator logs in: \"root\"\n";
socket_write($socket, $name) === false and exit(1);

$msgsock = socket_accept($sock) or exit(1);
$name = socket_read($msgsock, 8192);
$name === false and exit(1);

echo "-- As it came\n";
echo "127.0.0.1 a client logs in: $name\n";

echo "-- Escaped as bytes\n";
echo '127.0.0.1 a client logs in: "', addcslashes($name, "\0..\37\"\\\177..\377"), "\"\n";

echo "-- Escaped as text\n";
echo '127.0.0.1 a client logs in: ', json_encode($name, JSON_INVALID_UTF8_SUBSTITUTE), "\n";
