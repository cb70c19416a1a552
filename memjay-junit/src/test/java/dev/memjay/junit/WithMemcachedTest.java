package dev.memjay.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@WithMemcached(version = "1.6.18")
class WithMemcachedTest {
    private final Memcached ofConstructor;

    WithMemcachedTest(Memcached ofConstructor) {
        this.ofConstructor = ofConstructor;
    }

    static String ask(String host, int port, String commands) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void givesARunningServer(Memcached memcached) throws IOException {
        assertThat(memcached.isReal()).isFalse();
        assertThat(memcached.address()).isEqualTo(memcached.host() + ":" + memcached.port());
        assertThat(ask(memcached.host(), memcached.port(), "version\r\n")).isEqualTo("VERSION 1.6.18\r\n");
    }

    @Test
    void givesTheSameServerInOneTest(Memcached memcached) {
        assertThat(memcached).isSameAs(ofConstructor);
        assertThat(memcached.embedded().port()).isEqualTo(memcached.port());
    }
}
