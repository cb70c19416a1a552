package dev.memjay.internal.connection.talk;

import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.NodeTraits.Peer;
import dev.memjay.internal.wire.ServerVersion;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a server speaks that speaks text. Its version does not tell: twemproxy hands on that of a server behind
 * it, and knows none of the newer commands. So on the first connection to a node the fence of the meta protocol is asked
 * too, and where a proxy closes the connection over it, that is what was found out. Later connections only ask for the
 * version, or for a key where a proxy does not tell it; another version than before is found out about anew.
 */
public final class TextGreeting implements Greeting {
    /** A key that nobody stores, asked for a sign of life where nothing else is known to be answered. */
    public static final String NO_KEY = "memjay:nothing";

    private static final String VERSION = "VERSION ";
    /** A connection may be closed for other reasons too, though hardly twice in this place. */
    private static final int CLOSINGS = 2;

    private final Choice choice;
    /** What to go by before anything is known; null for nothing. */
    private final @Nullable Dialect assumed;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Finding finding;

    // Guarded by the lock.
    private int closings;
    private @Nullable String versionBefore;

    /** What may be spoken. */
    public enum Choice {
        /** Meta, and classic where there is no meta. */
        BEST,
        /** Meta in any case. */
        META,
        /** Classic in any case. */
        CLASSIC
    }

    /** What a node speaks; its version is null where it does not tell one. */
    private record Finding(Dialect dialect, @Nullable String version) {}

    /**
     * @param choice what may be spoken
     */
    public TextGreeting(Choice choice) {
        this.choice = choice;
        assumed = switch (choice) {
            case BEST -> null;
            case META -> new MetaDialect();
            case CLASSIC -> new ClassicDialect();
        };
    }

    @Override
    public @Nullable Dialect dialect() {
        Finding found = finding;
        return found == null ? assumed : found.dialect();
    }

    @Override
    public @Nullable Dialect begin(LinkTalk talk) throws IOException {
        Finding known = finding;
        if (known == null) {
            return findOut(talk, null);
        }
        String before = known.version();
        if (before == null) {
            askForNothing(talk);
            return known.dialect();
        }
        String version = askVersion(talk);
        return before.equals(version) ? known.dialect() : findOut(talk, version);
    }

    /** One link at a time, so that several connections to a node ask but once. */
    private @Nullable Dialect findOut(LinkTalk talk, @Nullable String version) throws IOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        }
        try {
            Finding known = finding;
            if (known != null && version == null) {
                return begin(talk); // another link was greeted meanwhile
            }
            Finding found = closings < CLOSINGS ? ask(talk, version) : askCarefully(talk);
            if (found == null) {
                return null;
            }
            closings = 0;
            versionBefore = null;
            finding = found;
            return found.dialect();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Finding ask(LinkTalk talk, @Nullable String told) throws IOException {
        String version = told;
        String answer;
        try {
            version = told == null ? askVersion(talk) : told;
            versionBefore = version;
            if (choice == Choice.META) {
                return new Finding(meta(ServerVersion.of(version), talk), version);
            }
            answer = line(talk, "mn");
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException closed) {
            if (choice == Choice.META
                    || Thread.currentThread().isInterrupted()
                    || closed instanceof UnexpectedAnswer
                    || closed instanceof LoginRefusedException) {
                throw closed;
            }
            closings++;
            return null;
        }
        if (answer.equals("MN")) {
            Dialect dialect = choice == Choice.CLASSIC
                    ? new ClassicDialect(NodeTraits.of(Peer.SERVER, ServerVersion.of(version)))
                    : meta(ServerVersion.of(version), talk);
            return new Finding(dialect, version);
        }
        ServerVersion known = ServerVersion.of(version);
        finding = new Finding(
                new ClassicDialect(NodeTraits.of(known == null ? Peer.PROXY : Peer.SERVER, known)), version);
        closings = 0;
        return null; // a server that was asked what it does not know may close the link a moment later
    }

    /** After the server closed the connection time and again: says nothing but what it answered, or the oldest command. */
    private Finding askCarefully(LinkTalk talk) throws IOException {
        String version = versionBefore;
        closings = 0; // if this fails too, all is to be asked anew
        versionBefore = null;
        if (version == null) {
            askForNothing(talk);
            return new Finding(new ClassicDialect(NodeTraits.of(Peer.SILENT_PROXY, null)), null);
        }
        return new Finding(new ClassicDialect(NodeTraits.of(Peer.CLOSING_PROXY, null)), askVersion(talk));
    }

    /** The traits of memcached's versions are known; those of others are tried. */
    private static Dialect meta(@Nullable ServerVersion version, LinkTalk talk) throws IOException {
        if (version != null) {
            return new MetaDialect(NodeTraits.of(Peer.SERVER, version));
        }
        // An unknown version: does a miss bring the opaque back?
        boolean isBare = line(talk, "mg " + NO_KEY + " s O1").equals("EN");
        return new MetaDialect(NodeTraits.of(Peer.SERVER, null, isBare));
    }

    private static String askVersion(LinkTalk talk) throws IOException {
        String line = line(talk, "version");
        if (line.equals("CLIENT_ERROR unauthenticated")) {
            throw new LoginRefusedException("the server wants a login first; give it user and password");
        }
        if (line.equals("ERROR")) {
            return ""; // a proxy that does not tell it, and says so
        }
        if (!line.startsWith(VERSION)) {
            throw UnexpectedAnswer.to("version", line);
        }
        return line.substring(VERSION.length());
    }

    /** Reads a key that is not there. */
    private static void askForNothing(LinkTalk talk) throws IOException {
        String line = line(talk, "get " + NO_KEY);
        if (!line.equals("END") && !line.startsWith("SERVER_ERROR")) {
            throw UnexpectedAnswer.to("get", line);
        }
    }

    private static String line(LinkTalk talk, String command) throws IOException {
        talk.asks(command, AnswerLimit.TALK);
        talk.send(command + "\r\n");
        return talk.receiveLine().stripTrailing();
    }
}
