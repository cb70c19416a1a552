package dev.memjay.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PipelinedLoadTest {
    @Test
    void drivesARealMemcached() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process memcached = new ProcessBuilder(
                        "memcached", "-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0", "-u", "root")
                .start();
        try {
            ServerBench.awaitListening(port);
            assertThat(new PipelinedLoad(2, false).run(port, 0.1)).isPositive();
            assertThat(new PipelinedLoad(2, true).run(port, 0.1)).isPositive();
        } finally {
            memcached.destroyForcibly().waitFor();
        }
    }
}
