package dev.memjay.it;

/** The asynchronous verbs through the classic protocol on the embedded server. */
class EmbeddedClassicAsyncVerbsTest extends VerbSuite {
    EmbeddedClassicAsyncVerbsTest() {
        super(false, "classic", true);
    }
}
