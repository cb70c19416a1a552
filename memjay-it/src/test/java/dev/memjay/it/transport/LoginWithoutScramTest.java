package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.MemcachedServer;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library for SCRAM is optional: a client that is loaded without it does all but that, and says what is missing. */
class LoginWithoutScramTest {
    private static final String LIBRARY = "com.ongres.scram:scram-client";

    @TempDir
    Path folder;

    private URLClassLoader without;
    private UnaryOperator<String> client;

    @BeforeEach
    @SuppressWarnings("unchecked") // the interface is the JDK's, the class from another loader
    void load() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        without = new URLClassLoader(classPathWithoutScram(), ClassLoader.getPlatformClassLoader());
        Class<?> roundTrip = without.loadClass(RoundTrip.class.getName());
        assertThat(roundTrip).isNotEqualTo(RoundTrip.class);
        client = (UnaryOperator<String>) roundTrip.getConstructor().newInstance();
    }

    @AfterEach
    void unload() throws IOException {
        without.close();
    }

    private static URL[] classPathWithoutScram() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.contains("scram-c")) {
                left++;
            } else {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left)
                .as("scram-client and scram-common on this test's class path")
                .isEqualTo(2);
        return urls.toArray(URL[]::new);
    }

    private static String uri(int port, String method) {
        return "memcached://ann:s3cret@127.0.0.1:" + port
                + "?protocol=binary&timeout=20s&connectTimeout=20s&reconnectPause=1ms&loginMethod=" + method;
    }

    @Test
    void whatNeedsTheLibraryNamesIt() {
        assertThat(client.apply(uri(1, "scram-sha-256")))
                .contains("IllegalArgumentException", "loginMethod", "scram-sha-256", LIBRARY);
        try (Daemon server = SaslUsers.serve(folder, "ann", "s3cret", "SCRAM-SHA-256")) {
            assertThat(client.apply(uri(server.port(), "sasl"))).contains("ConnectionException", LIBRARY);
            assertThat(new RoundTrip().apply(uri(server.port(), "scram-sha-256")))
                    .as("with it")
                    .isEqualTo("value");
        }
    }

    @Test
    void theRestIsAsEver() {
        try (Daemon server = SaslUsers.serve(folder, "ann", "s3cret", "CRAM-MD5 SCRAM-SHA-256")) {
            assertThat(client.apply(uri(server.port(), "sasl"))).isEqualTo("value");
            assertThat(client.apply(uri(server.port(), "cram-md5"))).isEqualTo("value");
        }
        try (MemcachedServer server =
                MemcachedServer.builder().saslUser("ann", "s3cret").start()) {
            assertThat(client.apply(uri(server.port(), "plain"))).isEqualTo("value");
        }
        try (MemcachedServer server = MemcachedServer.start()) {
            assertThat(client.apply("memcached://127.0.0.1:" + server.port() + "?timeout=20s&connectTimeout=20s"))
                    .isEqualTo("value");
        }
    }
}
