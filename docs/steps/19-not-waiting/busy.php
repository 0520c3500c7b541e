<?php
// The twin of docs/steps/19-not-waiting/busy.rs.
//
//     php docs/steps/19-not-waiting/busy.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1); // the client is silent
$msgsock = socket_accept($sock) or exit(1);
socket_set_nonblock($msgsock) or exit(1);

[$begin, $before] = [microtime(true), cpu_time()];
while (microtime(true) < $begin + 1) {
    \socket_read($msgsock, 8192); // not shown
}
printf("Asking for a second: %d ms of the CPU\n", cpu_time() - $before);

$before = cpu_time();
$write = $except = null;
$read = [$msgsock];
socket_select($read, $write, $except, 1) === false and exit(1);
printf("Waiting for a second: %d ms of the CPU\n", cpu_time() - $before);

/** How long the CPU has worked for this program, in milliseconds. */
function cpu_time(): int
{
    $used = getrusage();
    $seconds = $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'];
    $microseconds = $used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec'];
    return $seconds * 1000 + intdiv($microseconds, 1000);
}
