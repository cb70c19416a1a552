package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.error.Printable;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.LoginSettings.Method;
import dev.memjay.internal.connection.transport.SocketLink;
import dev.memjay.model.Credentials;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by SASL and in text to servers that lie. */
class SaslLoginTest {
    private static final String PASSWORD = "Sup3rSecretPw";
    private static final Credentials CREDENTIALS = Credentials.of("bob", PASSWORD);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SALT = Base64.getEncoder().encodeToString("salt".getBytes(UTF_8));

    /** What the server answers. */
    private interface Rule {
        /**
         * @param asked the command's key and value
         * @return status and body; null for no answer
         */
        Said answer(int opcode, String asked);
    }

    private record Said(int status, String body) {}

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private ServerSocket socket;
    private Thread server;

    @BeforeEach
    void open() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        if (server != null) {
            server.join();
        }
    }

    private void serve(Rule rule) {
        server = new Thread(() -> {
            try (Socket peer = socket.accept()) {
                DataInputStream in = new DataInputStream(peer.getInputStream());
                byte[] header = in.readNBytes(24);
                while (header.length == 24) {
                    byte[] body = in.readNBytes(ByteBuffer.wrap(header).getInt(8));
                    String asked = new String(body, UTF_8);
                    heard.add(asked);
                    Said said = rule.answer(header[1], asked);
                    byte[] answer = said.body().getBytes(ISO_8859_1);
                    peer.getOutputStream()
                            .write(ByteBuffer.allocate(24 + answer.length)
                                    .put((byte) 0x81)
                                    .put(header[1])
                                    .putShort(6, (short) said.status())
                                    .putInt(8, answer.length)
                                    .position(24)
                                    .put(answer)
                                    .array());
                    header = in.readNBytes(24);
                }
            } catch (IOException endOfTheConnection) {
                // The client has gone.
            }
        });
        server.start();
    }

    private Throwable logIn(Method method, Credentials credentials, Duration patience) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()))) {
            channel.configureBlocking(false);
            SocketLink link = new SocketLink(channel);
            try (LinkTalk talk = new LinkTalk(link, Clock.nanoTime() + patience.toNanos())) {
                return catchThrowable(() -> new LoginSession(new LoginSettings(() -> credentials, method)).begin(talk));
            }
        }
    }

    private String refusal(Method method) throws IOException {
        Throwable refused = logIn(method, CREDENTIALS, LONG);
        assertThat(refused).isInstanceOf(LoginRefusedException.class).hasNoCause();
        String message = refused.getMessage();
        assertThat(message.length()).isLessThan(600);
        assertThat(message).matches(Printable::isPrintable);
        assertNothingTold(message);
        return message;
    }

    private static void assertNothingTold(String message) {
        for (int i = 0; i + 4 <= PASSWORD.length(); i++) {
            assertThat(message).doesNotContain(PASSWORD.substring(i, i + 4));
        }
    }

    private static Rule mechanisms(String list) {
        return (opcode, asked) -> new Said(opcode == SaslFrames.LIST_MECHANISMS ? 0 : SaslFrames.REFUSED, list);
    }

    /** A server of SCRAM that answers the client's first message with one of its own. */
    private static Rule scram(String attributes) {
        return (opcode, asked) -> opcode == SaslFrames.LIST_MECHANISMS
                ? new Said(0, "SCRAM-SHA-256")
                : new Said(SaslFrames.CONTINUE, attributes.replace("NONCE", nonce(asked)));
    }

    private static String nonce(String clientFirst) {
        return clientFirst.substring(clientFirst.lastIndexOf("r=") + 2);
    }

    // ---- Work

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "1000001", "4095", "1", "0", "-5", "99999999999", "many", ""})
    void iterationsOutOfBoundsAreNotWorkedOff(String iterations) throws IOException {
        serve(scram("r=NONCEmore,s=" + SALT + ",i=" + iterations));

        assertThat(refusal(Method.SCRAM_SHA_256)).contains("'bob'", "SCRAM-SHA-256");
        assertThat(heard).as("list and first message").hasSize(2);
    }

    @Test
    void theConnectTimeoutEndsTheWork() throws IOException {
        serve(scram("r=NONCEmore,s=" + SALT + ",i=" + ScramKeys.MAX_ITERATIONS));

        assertThat(logIn(Method.SCRAM_SHA_256, CREDENTIALS, Duration.ofMillis(50)))
                .isInstanceOf(IOException.class);
        assertThat(heard).as("list and first message, and no proof").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void theWorkLooksAtDeadlineAndInterrupt() throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()))) {
            channel.configureBlocking(false);
            try (LinkTalk inTime = new LinkTalk(new SocketLink(channel), Clock.nanoTime() + LONG.toNanos())) {
                assertThat(catchThrowable(() -> SaslLogin.checkPace(inTime, 1024)))
                        .isNull();
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(SaslException.class)
                        .isThrownBy(() -> SaslLogin.checkPace(inTime, 1024))
                        .withMessageContaining("interrupted");
                assertThat(Thread.interrupted()).as("the flag stays").isTrue();
            }
        }
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()))) {
            channel.configureBlocking(false);
            try (LinkTalk late = new LinkTalk(new SocketLink(channel), Clock.nanoTime() - 1)) {
                assertThatExceptionOfType(SaslException.class)
                        .isThrownBy(() -> SaslLogin.checkPace(late, 1024))
                        .withMessageContaining("after 1024 of the iterations");
            }
        }
    }

    @Test
    void roundsWithoutEndAreEnded() throws IOException {
        serve((opcode, asked) -> opcode == SaslFrames.LIST_MECHANISMS
                ? new Said(0, "CRAM-MD5")
                : new Said(SaslFrames.CONTINUE, "<1@host>"));

        assertThat(refusal(Method.CRAM_MD5)).contains("CRAM-MD5");
        assertThat(heard).hasSizeLessThan(12);
    }

    // ---- Lists of mechanisms

    @Test
    void longListsAreRefused() throws IOException {
        serve(mechanisms("X ".repeat(33)));

        assertThat(refusal(Method.SASL)).contains("33 login mechanisms", "32");
    }

    @Test
    void hugeAnswersAreNotRead() throws IOException {
        serve(mechanisms("PLAIN " + "X".repeat(9000)));

        Throwable refused = logIn(Method.SASL, CREDENTIALS, LONG);

        assertThat(refused).isInstanceOf(IOException.class).hasMessageContaining("more than 8192 bytes");
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "SASL", "SCRAM_SHA_256", "CRAM_MD5"})
    void listsAreShownShortAndPrintable(Method method) throws IOException {
        serve(mechanisms("\u001b[2J\u009b31mX\u0007 " + "Y".repeat(3000)));

        assertThat(refusal(method)).contains("login mechanisms [\\u001b[2J\ufffd31MX\\u0007, YYYY", "...");
    }

    @Test
    void aListThatIsAnErrorIsNoList() throws IOException {
        serve((opcode, asked) -> new Said(0x84, "PLAIN"));

        assertThat(refusal(Method.AUTO)).contains("status 132");
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN CRAM-MD5", "PLAIN", "", "SCRAM-SHA-1"})
    void whoAsksForScramGetsNothingWeaker(String offered) throws IOException {
        serve(mechanisms(offered));

        assertThat(refusal(Method.SCRAM_SHA_256)).contains("none is SCRAM-SHA-256");
        assertThat(heard).as("nothing but the question").hasSize(1);
    }

    // ---- Passwords

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, "bob " + PASSWORD, "rSecr", "xxxtPw"})
    void whatTheServerRepeatsIsNotToldOn(String words) throws IOException {
        serve(mechanisms(words));

        refusal(Method.SCRAM_SHA_256);
    }

    @Test
    void whatTheServerSaysInScramIsNotToldOn() throws IOException {
        serve((opcode, asked) -> opcode == SaslFrames.LIST_MECHANISMS
                ? new Said(0, "SCRAM-SHA-256")
                : new Said(SaslFrames.CONTINUE, "e=" + PASSWORD + "\u001b[2J"));

        refusal(Method.SCRAM_SHA_256);
    }

    @Test
    void whatTheServerRepeatsInTextIsNotToldOn() throws Exception {
        for (String words : List.of("no set of bob " + PASSWORD, "rSecr", "\u001b[2J" + "Y".repeat(3000))) {
            server = new Thread(() -> {
                try (Socket peer = socket.accept()) {
                    peer.getOutputStream().write(("CLIENT_ERROR " + words + "\r\n").getBytes(ISO_8859_1));
                    peer.getInputStream().readAllBytes();
                } catch (IOException endOfTheConnection) {
                    // The client has gone.
                }
            });
            server.start();

            assertThat(refusal(Method.ASCII)).contains("'bob'");
            server.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", " ", "end "})
    void aPasswordThatTheTextLoginCutsIsNotSent(String password) throws IOException {
        serve(mechanisms("")); // which does not answer in text

        assertThat(logIn(Method.ASCII, Credentials.of("bob", password), LONG))
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("password of user 'bob' has a space")
                .hasMessageNotContaining("two");
        assertThat(heard).isEmpty();
    }

    @Test
    void everyAnswerToScramEndsInOneError() throws Exception {
        Random random = new Random(5802);
        String alphabet = "rsievn=,/+\u0000\u001b\u00ff9A" + PASSWORD;
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "r=NONCEx,s=" + SALT + ",i=4096" : "");
            for (int i = random.nextInt(30); i > 0; i--) {
                text.insert(random.nextInt(text.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            serve(scram(text.toString()));
            refusal(Method.SCRAM_SHA_256);
            server.join();
        }
    }
}
