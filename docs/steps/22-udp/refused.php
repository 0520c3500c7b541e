<?php
// The twin of docs/steps/22-udp/refused.rs.
//
//     php docs/steps/22-udp/refused.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$unconnected = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_sendto($unconnected, 'hello', 5, 0, $ip, $port) === false and exit(1);
socket_sendto($unconnected, 'hello', 5, 0, $ip, $port) === false and exit(1);

$connected = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_connect($connected, $ip, $port) or exit(1);
socket_write($connected, 'hello') === false and exit(1);
socket_write($connected, 'hello');
socket_write($connected, 'hello') === false and exit(1);
