package dev.memjay.internal.connection;

import java.io.IOException;

/**
 * Asks for the version, so that a connection counts as open only when a server answers on it: the kernel accepts
 * connections for a stopped process too.
 */
public final class VersionSession implements Session {
    @Override
    public String begin(LinkTalk talk) throws IOException {
        talk.send("version\r\n");
        String line = talk.receiveLine();
        if (!line.startsWith("VERSION ")) {
            throw new IOException("the server answered the command version with something else; is it a memcached?");
        }
        return line.substring("VERSION ".length());
    }
}
