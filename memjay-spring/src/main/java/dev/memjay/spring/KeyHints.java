package dev.memjay.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What an application that is processed ahead of time has to know: the arguments of a SimpleKey are read from its field. */
final class KeyHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.reflection().registerField(SpringKeys.ARGUMENTS);
    }
}
