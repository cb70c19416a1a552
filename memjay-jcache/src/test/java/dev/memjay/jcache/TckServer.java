package dev.memjay.jcache;

import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** The server of the specification's tests, which ask for the default manager: its URI is a file that names the server. */
public final class TckServer implements LauncherSessionListener {
    private MemcachedServer server;
    private Path file;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            server = MemcachedServer.builder().start();
            file = Files.createTempFile("tck", ".properties");
            Files.writeString(file, """
                    uri=memcached://%s?timeout=20s&connectTimeout=20s
                    allowValues=org.jsr107.tck.** domain.*
                    allowKeys=org.jsr107.tck.** domain.* java.util.Date
                    """.formatted(server.address()));
            System.setProperty(MemjayCachingProvider.URI_PROPERTY, file.toUri().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        System.clearProperty(MemjayCachingProvider.URI_PROPERTY);
        server.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
