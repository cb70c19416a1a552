package dev.memjay.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RealMemcachedTest {
    @Test
    void startsFreezesAndEnds() throws Exception {
        RealMemcached memcached = RealMemcached.start("-m", "8");
        try (Socket socket = new Socket(memcached.host(), memcached.port())) {
            assertThat(WithMemcachedTest.ask(memcached.host(), memcached.port(), "stats settings\r\n"))
                    .contains("STAT maxbytes 8388608");
            memcached.stop();
            socket.setSoTimeout(50);
            socket.getOutputStream().write("mn\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            memcached.cont();
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo('M');
        } finally {
            memcached.close();
        }
        assertThat(ProcessHandle.of(memcached.pid())).isEmpty();
        assertThatThrownBy(() -> new Socket(memcached.host(), memcached.port()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void badOptionFailsWithWhatMemcachedSaid() {
        assertThatThrownBy(() -> RealMemcached.start("-m", "8", "-I", "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("memcached ended with");
    }
}
