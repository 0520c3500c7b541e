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
                socket_write($stream, $data) === strlen($data) || fail();
            }
        },
        'run' => function (int $count, int $size, int $port): float {
            $stream = connected($port);
            $message = str_repeat('x', $size);
            return timed($count, function () use ($stream, $message, $size) {
                socket_write($stream, $message) === $size || fail();
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
                socket_read($stream, 8192) === '' || fail();
                socket_close($stream);
            });
        },
    ],
    'udp' => [
        'serve' => function (): void {
            $socket = bound(SOCK_DGRAM);
            tell($socket);
            while (socket_recvfrom($socket, $data, 64, 0, $address, $port) > 0) {
                socket_sendto($socket, $data, 64, 0, $address, $port) === 64 || fail();
            }
        },
        'run' => function (int $count, int $size, int $port): float {
            $socket = bound(SOCK_DGRAM);
            $message = str_repeat('x', 64);
            $result = timed($count, function () use ($socket, $message, $port) {
                socket_sendto($socket, $message, 64, 0, IP, $port) === 64 || fail();
                socket_recvfrom($socket, $data, 64, 0, $address, $from) === 64 || fail();
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
                $data !== '' || fail();
                $missing -= strlen($data);
            }
            socket_write($stream, '!');
        },
        'run' => function (int $count, int $size, int $port): float {
            $stream = connected($port);
            $data = str_repeat('x', CHUNK);
            for ($i = 0; $i < WARM_UP; $i++) {
                socket_write($stream, $data) === CHUNK || fail();
            }
            $start = hrtime(true);
            for ($i = 0; $i < $count; $i++) {
                socket_write($stream, $data) === CHUNK || fail();
            }
            socket_read($stream, 1) === '!' || fail();
            return (hrtime(true) - $start) / $count;
        },
    ],
];
