<?php
// The twin of docs/steps/22-udp/run.rs.
//
//     php docs/steps/22-udp/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$receiver = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_bind($receiver, $ip, $port) or exit(1);

$sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_sendto($sender, 'abcdef', 6, 0, $ip, $port) === false and exit(1);
socket_sendto($sender, 'ghi', 3, 0, $ip, $port) === false and exit(1);

socket_recvfrom($receiver, $data, 3, 0, $address, $from) === false and exit(1);
socket_recvfrom($receiver, $data, 8192, 0, $address, $from) === false and exit(1);

socket_sendto($receiver, 'thanks', 6, 0, $address, $from) === false and exit(1);
socket_recvfrom($sender, $data, 8192, 0, $address, $from) === false and exit(1);
