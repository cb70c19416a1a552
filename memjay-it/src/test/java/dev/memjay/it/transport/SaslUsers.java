package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Users of Cyrus SASL in a database of their own, for realm and application as memcached asks for them. */
final class SaslUsers {
    private SaslUsers() {}

    /** A memcached that knows one user. */
    static Daemon serve(Path folder, String user, String password, String mechanisms) {
        try {
            Path users = folder.resolve("sasldb");
            Process maker = new ProcessBuilder(
                            "/usr/sbin/saslpasswd2", "-p", "-c", "-f", users.toString(), "-a", "memcached", user)
                    .redirectErrorStream(true)
                    .start();
            maker.getOutputStream().write(password.getBytes(StandardCharsets.US_ASCII));
            maker.getOutputStream().close();
            String output = new String(maker.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(maker.waitFor()).as(output).isZero();
            users.toFile().setReadable(true, false);
            Files.writeString(
                    folder.resolve("memcached.conf"),
                    "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: " + users + "\nmech_list: "
                            + mechanisms + "\n");
            folder.resolve("memcached.conf").toFile().setReadable(true, false);
            return Daemon.tcp(Map.of("SASL_CONF_PATH", folder.toString()), "-S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
