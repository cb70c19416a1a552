package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ServerLoginTest {
    @Test
    void loginBySet() throws IOException {
        try (MemcachedServer server =
                        MemcachedServer.builder().asciiUser("fred", "secret").start();
                Client client = Client.of(server)) {
            assertThat(client.line("version\r\n")).isEqualTo("CLIENT_ERROR unauthenticated\r\n");
            assertThat(client.line("set x 0 0 10\r\nfred wrong\r\n"))
                    .isEqualTo("CLIENT_ERROR authentication failure\r\n");
            assertThat(client.line("set x 0 0 4\r\nfred\r\n"))
                    .isEqualTo("CLIENT_ERROR bad authentication token format\r\n");
            assertThat(client.line("set x 0 0 2\r\nab\n\n")).isEqualTo("CLIENT_ERROR bad command line termination\r\n");
            assertThat(client.ask("set x 0 0 11\r\nfred secret\r\nversion\r\n", "1.6.45\r\n"))
                    .isEqualTo("STORED\r\nVERSION 1.6.45\r\n");
            assertThat(client.ask("stats\r\n", "END\r\n"))
                    .contains("STAT auth_cmds 2\r\n")
                    .contains("STAT auth_errors 1\r\n");
            assertThat(client.line("get x\r\n")).isEqualTo("END\r\n");
        }
    }

    @Test
    void overlongTokenEndsTheConnection() throws IOException {
        try (MemcachedServer server =
                        MemcachedServer.builder().asciiUser("fred", "secret").start();
                Client client = Client.of(server)) {
            assertThat(client.line("set x 0 0 16385\r\n")).isEqualTo("CLIENT_ERROR auth token too long\r\n");
            assertThat(client.ended()).isTrue();
        }
    }

    private static String packet(int opcode, String key, String value) {
        byte[] bytes = ByteBuffer.allocate(24 + key.length() + value.length())
                .put((byte) 0x80)
                .put((byte) opcode)
                .putShort((short) key.length())
                .putInt(0)
                .putInt(key.length() + value.length())
                .putInt(0)
                .putLong(0)
                .put(key.getBytes(StandardCharsets.ISO_8859_1))
                .put(value.getBytes(StandardCharsets.ISO_8859_1))
                .array();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int status(String reply) {
        return reply.charAt(6) << 8 | reply.charAt(7);
    }

    @Test
    void saslPlain() throws IOException {
        try (MemcachedServer server =
                        MemcachedServer.builder().saslUser("fred", "secret").start();
                Client client = Client.of(server)) {
            client.send(packet(0x20, "", ""));
            assertThat(client.read(29)).endsWith("PLAIN");
            client.send(packet(0x21, "PLAIN", "\0fred\0wrong"));
            assertThat(status(client.read(24 + 13))).isEqualTo(0x20);
            client.send(packet(0x22, "PLAIN", "\0fred\0secret"));
            assertThat(status(client.read(24 + 13))).isEqualTo(0x20);
            client.send(packet(0x21, "PLAIN", "\0fred\0secret"));
            assertThat(client.read(24 + 13)).endsWith("Authenticated");
            client.send(packet(0x0a, "", ""));
            assertThat(status(client.read(24))).isZero();
        }
    }

    @Test
    void saslServerClosesOnCommandsBeforeTheLogin() throws IOException {
        try (MemcachedServer server =
                        MemcachedServer.builder().saslUser("fred", "secret").start();
                Client client = Client.of(server);
                Client text = Client.of(server)) {
            client.send(packet(0x00, "a", ""));
            assertThat(client.read(24 + 13)).endsWith("Auth failure.");
            assertThat(client.ended()).isTrue();
            // memcached judges a header when it is complete
            text.send("version\r\n".repeat(3));
            assertThat(text.ended()).isTrue();
        }
    }

    @Test
    void contradictionsAreRefused() {
        MemcachedServerBuilder udp =
                MemcachedServer.builder().asciiUser("a", "b").udpPort(0);
        assertThatThrownBy(udp::start).isInstanceOf(IllegalArgumentException.class);
        MemcachedServerBuilder both = MemcachedServer.builder().asciiUser("a", "b");
        assertThatThrownBy(() -> both.saslUser("a", "b")).isInstanceOf(IllegalArgumentException.class);
        MemcachedServerBuilder ascii =
                MemcachedServer.builder().saslUser("a", "b").protocol(MemcachedServerBuilder.Protocol.ASCII);
        assertThatThrownBy(ascii::start).isInstanceOf(IllegalArgumentException.class);
    }
}
