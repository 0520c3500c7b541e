<?php
// The twin of docs/steps/18-time-limits/cable.rs.
//
//     bash docs/steps/18-time-limits/cable.sh php docs/steps/18-time-limits/cable.php

namespace Shown; require __DIR__ . '/../show.php';

defined('TCP_USER_TIMEOUT') or define('TCP_USER_TIMEOUT', 18); // PHP 8.6 has it

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '192.0.2.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

shell_exec(getenv('CLIENT'));
$silent = socket_accept($sock) or exit(1);
shell_exec(getenv('CLIENT'));
$other = socket_accept($sock) or exit(1);

shell_exec(getenv('CUT'));
$second = ['sec' => 1, 'usec' => 0];
socket_set_option($silent, SOL_SOCKET, SO_RCVTIMEO, $second) or exit(1);
socket_read($silent, 8192);

$forever = ['sec' => 0, 'usec' => 0];
socket_set_option($silent, SOL_SOCKET, SO_RCVTIMEO, $forever) or exit(1);
socket_set_option($silent, SOL_TCP, TCP_KEEPIDLE, 1) or exit(1); // seconds of silence
socket_set_option($silent, SOL_TCP, TCP_KEEPINTVL, 1) or exit(1); // seconds between two probes
socket_set_option($silent, SOL_TCP, TCP_KEEPCNT, 2) or exit(1); // probes without an answer
socket_set_option($silent, SOL_SOCKET, SO_KEEPALIVE, 1) or exit(1); // last
socket_read($silent, 8192);

socket_set_option($other, SOL_TCP, TCP_USER_TIMEOUT, 2000) or exit(1); // milliseconds
socket_write($other, "test successful\n") === false and exit(1);
socket_read($other, 8192);
