<?php
// The twins of src/jobs/ping_pong.rs, churn.rs, udp.rs and stream.rs: two processes.

declare(strict_types=1);

const GREETING = "test successful\n";
const LINES = "Ho\r\nfirst blood\r\n";
const CHUNK = 65536;

return [
    'ping-pong' => [
        'serve' => function (int $count, int $size): void {
            $listener = listener();
            tell($listener);
            $stream = socket_accept($listener);
            while (($data = socket_read($stream, $size)) !== '') {
                check(socket_write($stream, $data) === strlen($data));
            }
        },
        'run' => function (int $count, int $size, int $port): float {
            $stream = connected($port);
            $message = str_repeat('x', $size);
            return timed($count, function () use ($stream, $message, $size) {
                check(socket_write($stream, $message) === $size);
                read_all($stream, $size);
            });
        },
    ],
    'churn' => [
        'serve' => function (int $count): void {
            $listener = listener();
            tell($listener);
            for ($i = 0; $i < WARM_UP + $count; $i++) {
                $stream = socket_accept($listener);
                socket_write($stream, GREETING);
                socket_write($stream, socket_read($stream, 8192));
                socket_close($stream);
            }
        },
        'run' => function (int $count, int $size, int $port): float {
            return timed($count, function () use ($port) {
                $stream = connected($port);
                read_all($stream, strlen(GREETING));
                socket_write($stream, LINES);
                read_all($stream, strlen(LINES));
                check(socket_read($stream, 8192) === '');
                socket_close($stream);
            });
        },
    ],
    'udp' => [
        'serve' => function (): void {
            $socket = bound(SOCK_DGRAM);
            tell($socket);
            while (socket_recvfrom($socket, $data, 64, 0, $address, $port) > 0) {
                check(socket_sendto($socket, $data, 64, 0, $address, $port) === 64);
            }
        },
        'run' => function (int $count, int $size, int $port): float {
            $socket = bound(SOCK_DGRAM);
            $message = str_repeat('x', 64);
            $result = timed($count, function () use ($socket, $message, $port) {
                check(socket_sendto($socket, $message, 64, 0, IP, $port) === 64);
                check(socket_recvfrom($socket, $data, 64, 0, $address, $from) === 64);
            });
            socket_sendto($socket, '', 0, 0, IP, $port);
            return $result;
        },
    ],
    'stream' => [
        'serve' => function (int $count): void {
            $listener = listener();
            tell($listener);
            $stream = socket_accept($listener);
            $missing = (WARM_UP + $count) * CHUNK;
            while ($missing > 0) {
                $data = socket_read($stream, CHUNK);
                check($data !== '');
                $missing -= strlen($data);
            }
            socket_write($stream, '!');
        },
        'run' => function (int $count, int $size, int $port): float {
            $stream = connected($port);
            $data = str_repeat('x', CHUNK);
            for ($i = 0; $i < WARM_UP; $i++) {
                check(socket_write($stream, $data) === CHUNK);
            }
            $start = hrtime(true);
            for ($i = 0; $i < $count; $i++) {
                check(socket_write($stream, $data) === CHUNK);
            }
            check(socket_read($stream, 1) === '!');
            return (hrtime(true) - $start) / $count;
        },
    ],
];
