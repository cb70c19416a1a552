/** JSON values for Memjay through Jackson 3. */
@SuppressWarnings("module") // the digit is the library's name
module dev.memjay.jackson3 {
    requires transitive tools.jackson.databind;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.jackson3;
}
