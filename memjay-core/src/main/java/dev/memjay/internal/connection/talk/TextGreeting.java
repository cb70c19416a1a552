package dev.memjay.internal.connection.talk;

import dev.memjay.internal.clock.Clock;
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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a server speaks that speaks text. Its version does not tell: twemproxy hands on that of a server behind
 * it, and knows none of the newer commands. Nor does {@code mn}, which Infinispan answers and {@code mg} not. So on the first
 * connection to a node a real {@code mg} is asked too, and where a proxy closes the connection over it, that is what was found
 * out. Later connections only ask for the version, or for a key where a proxy does not tell it; another version than before is
 * found out about anew.
 *
 * <p>An address may change what it speaks under the same version: a proxy is put before the server, or a balancer leads to
 * servers of both kinds. So what was found out is doubted as soon as a server does not understand it, and from then on meta is
 * believed of no connection that was not asked itself; classic is understood by all.
 *
 * <p>That connections were closed proves little: a balancer that is started anew closes two in a row as well. So a proxy
 * that was only guessed from that is asked anew by the first connection after a minute, and then after twice as long each
 * time; a proxy that is one costs a connection each time.
 */
public final class TextGreeting implements Greeting {
    /** A key that nobody stores, asked for a sign of life where nothing else is known to be answered. */
    public static final String NO_KEY = "memjay:nothing";

    /** Asks for that key as meta does, with all that tells a miss from an item that somebody stored after all. */
    private static final String META_QUESTION = "mg " + NO_KEY + " s O1";

    private static final String BINARY_HINT =
            "; where it speaks binary only, as with SASL or -B binary, protocol=binary would do";

    private static final String VERSION = "VERSION ";
    private static final String MISS = "EN";
    private static final String SERVER_ERROR = "SERVER_ERROR";
    /** A connection may be closed for other reasons too, though hardly twice in this place. */
    private static final int CLOSINGS = 2;

    /** How long a guess is believed at first, and at most. */
    private static final long MIN_BELIEF_NANOS = 60_000_000_000L;

    private static final long MAX_BELIEF_NANOS = 64 * MIN_BELIEF_NANOS;

    private final Choice choice;
    private final LongSupplier clock;
    /** What to go by before anything is known; null for nothing. */
    private final @Nullable Dialect assumed;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Finding finding;
    /** Whether what was found out turned out to be wrong on another connection. */
    private volatile boolean isWary;

    // Guarded by the lock.
    private int closings;
    private @Nullable String versionBefore;
    private long belief = MIN_BELIEF_NANOS;

    /** When a guess is to be asked anew. */
    private volatile long believedUntil;

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
    private record Finding(Dialect dialect, @Nullable String version, boolean isGuess) {
        boolean isMeta() {
            return dialect instanceof MetaDialect;
        }

        /** The dialect for the link on which it was found out. */
        Dialect asked() {
            return dialect instanceof MetaDialect meta ? meta.understood() : dialect;
        }
    }

    /**
     * @param choice what may be spoken
     */
    public TextGreeting(Choice choice) {
        this(choice, Clock::nanoTime);
    }

    TextGreeting(Choice choice, LongSupplier clock) {
        this.choice = choice;
        this.clock = clock;
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
    public void doubt() {
        isWary = true;
    }

    @Override
    public @Nullable Dialect begin(LinkTalk talk) throws IOException {
        Finding known = finding;
        if (known == null || isDoubted(known)) {
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

    private boolean isDoubted(Finding known) {
        return known.isGuess() ? clock.getAsLong() - believedUntil >= 0 : isWary && known.isMeta();
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
            if (known != null && version == null && !isDoubted(known)) {
                return begin(talk); // another link was greeted meanwhile
            }
            if (version == null && known != null && known.isGuess()) {
                believe(2 * belief); // the guess stands, whatever this link comes to
                closings = 0;
            }
            Finding found = closings < CLOSINGS ? ask(talk, version) : askCarefully(talk);
            if (found == null) {
                return null;
            }
            closings = 0;
            versionBefore = null;
            if (found.isGuess()) {
                believe(belief);
            }
            finding = found;
            return found.asked();
        } finally {
            lock.unlock();
        }
    }

    private void believe(long nanos) {
        belief = Math.min(nanos, MAX_BELIEF_NANOS);
        believedUntil = clock.getAsLong() + belief;
    }

    private @Nullable Finding ask(LinkTalk talk, @Nullable String told) throws IOException {
        String version = told;
        boolean isMeta;
        boolean isMiss;
        boolean isBare;
        try {
            version = told == null ? askVersion(talk) : told;
            versionBefore = version;
            String answer = line(talk, META_QUESTION);
            isBare = answer.equals(MISS);
            isMiss = isBare || answer.startsWith(MISS + " ");
            isMeta = isMiss
                    || answer.endsWith(" O1")
                    || (answer.startsWith(SERVER_ERROR) && line(talk, "mn").equals("MN"));
        } catch (SocketTimeoutException silent) {
            throw finding == null && version == null ? withHint(silent) : silent;
        } catch (IOException closed) {
            if (choice == Choice.META || Thread.currentThread().isInterrupted() || isAnswer(closed)) {
                throw closed;
            }
            closings++;
            return null;
        }
        ServerVersion known = ServerVersion.of(version);
        if (isMeta) {
            // A server that has the item after all shows no miss; then its version tells.
            NodeTraits traits = isMiss ? NodeTraits.of(Peer.SERVER, known, isBare) : NodeTraits.of(Peer.SERVER, known);
            return new Finding(
                    choice == Choice.CLASSIC ? new ClassicDialect(traits) : new MetaDialect(traits), version, false);
        }
        if (choice == Choice.META) {
            throw UnexpectedAnswer.withoutMeta();
        }
        finding = new Finding(
                new ClassicDialect(NodeTraits.of(known == null ? Peer.PROXY : Peer.SERVER, known)), version, false);
        closings = 0;
        return null; // a server that was asked what it does not know may close the link a moment later
    }

    /** After the server closed the connection time and again: says nothing but what it answered, or the oldest command. */
    private Finding askCarefully(LinkTalk talk) throws IOException {
        String version = versionBefore;
        closings = 0; // if this fails too, all is to be asked anew
        versionBefore = null;
        if (version == null) {
            try {
                askForNothing(talk);
            } catch (SocketTimeoutException silent) {
                throw silent;
            } catch (IOException closed) {
                throw isAnswer(closed) ? closed : new IOException(closed.getMessage() + BINARY_HINT, closed);
            }
            return new Finding(new ClassicDialect(NodeTraits.of(Peer.SILENT_PROXY, null)), null, true);
        }
        return new Finding(new ClassicDialect(NodeTraits.of(Peer.CLOSING_PROXY, null)), askVersion(talk), true);
    }

    /** A server that was never heard to speak text may wait for the rest of a binary header. */
    private static SocketTimeoutException withHint(SocketTimeoutException silent) {
        SocketTimeoutException told = new SocketTimeoutException(silent.getMessage() + BINARY_HINT);
        told.initCause(silent);
        return told;
    }

    /** Whether the server answered, and not as it should, instead of closing the connection. */
    private static boolean isAnswer(IOException failure) {
        return failure instanceof UnexpectedAnswer
                || failure instanceof LoginRefusedException
                || failure instanceof ServerFullException;
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
