<?php
// The twins of src/jobs/line.rs, select.rs, watch.rs, descriptor.rs, start_up.rs and memory.rs.

declare(strict_types=1);

/** The memory of this process that no file is behind, in bytes. */
function memory(): int
{
    preg_match('/^Anonymous: *(\d+)/m', file_get_contents('/proc/self/smaps_rollup'), $found);
    return (int) $found[1] * 1024;
}

return [
    'line' => ['run' => function (int $count): float {
        [$here, $there] = connection();
        $lines = str_repeat(str_repeat('x', 59) . "\n", 100);
        return timed((int) ceil($count / 100), function () use ($here, $there, $lines) {
            socket_write($there, $lines) === 6000 || fail();
            for ($i = 0; $i < 100; $i++) {
                strlen(socket_read($here, 8192, PHP_NORMAL_READ)) === 60 || fail();
            }
        }) / 100;
    }],
    'select' => ['run' => function (int $count, int $size): float {
        for ($i = 0; $i < $size; $i++) {
            $sockets[] = bound(SOCK_DGRAM);
        }
        socket_sendto($sockets[0], 'x', 1, 0, IP, port($sockets[$size - 1])) === 1 || fail();
        return timed($count, function () use ($sockets) {
            [$read, $write, $except] = [$sockets, null, null];
            socket_select($read, $write, $except, 5) === 1 || fail();
            count($read) === 1 || fail();
        });
    }],
    'ask' => ['run' => function (int $count, int $size): float {
        [$here, $there] = connection();
        $sockets = [$here];
        for ($i = 0; $i < $size; $i++) {
            $sockets[] = bound(SOCK_DGRAM);
        }
        return timed($count, function () use ($there, $sockets) {
            socket_send($there, 'x', 1, 0) === 1 || fail();
            [$read, $write, $except] = [$sockets, null, null];
            socket_select($read, $write, $except, 5) === 1 || fail();
            foreach ($read as $socket) {
                socket_recv($socket, $data, 64, 0) === 1 || fail();
            }
        });
    }],
    // Streams, as Io\Poll takes no sockets.
    'watch' => ['run' => function (int $count, int $size): float {
        $context = new Io\Poll\Context();
        $add = fn ($stream) => $context->add(new StreamPollHandle($stream), [Io\Poll\Event::Read]);
        for ($i = 0; $i < $size; $i++) {
            $streams[] = stream_socket_server('udp://' . IP . ':0', flags: STREAM_SERVER_BIND);
            $add($streams[$i]);
        }
        $listener = stream_socket_server('tcp://' . IP . ':0');
        $there = stream_socket_client('tcp://' . stream_socket_get_name($listener, false));
        $here = stream_socket_accept($listener);
        $add($here);
        $limit = Time\Duration::fromSeconds(5);
        return timed($count, function () use ($context, $there, $limit) {
            fwrite($there, 'x') === 1 || fail();
            foreach ($context->wait($limit) as $watcher) {
                fread($watcher->getHandle()->getStream(), 64) === 'x' || fail();
            }
        });
    }],
    'descriptor' => ['run' => function (int $count): float {
        socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair) || fail();
        [$here, $there] = $pair;
        $rights = ['level' => SOL_SOCKET, 'type' => SCM_RIGHTS, 'data' => [$here]];
        $message = ['iov' => ['x'], 'control' => [$rights]];
        $room = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1);
        return timed($count, function () use ($here, $there, $message, $room) {
            socket_sendmsg($here, $message) === 1 || fail();
            $received = ['name' => [], 'buffer_size' => 8192, 'controllen' => $room];
            socket_recvmsg($there, $received) === 1 || fail();
            isset($received['control'][0]['data'][0]) || fail();
        });
    }],
    'start-up' => ['run' => function (): float {
        listener();
        return 0.0;
    }],
    'memory' => ['run' => function (int $count): float {
        $listener = listener();
        $port = port($listener);
        $ends = array_fill(0, 2 * $count, null);
        $before = memory();
        for ($i = 0; $i < $count; $i++) {
            $ends[2 * $i] = connected($port);
            $ends[2 * $i + 1] = socket_accept($listener);
        }
        return (memory() - $before) / count($ends);
    }],
];
