package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vagus reset}: stops the service and deletes its data. */
@Command(
        name = "reset",
        description = "Stop everything and delete the service's data. Asks first.",
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        var home = homeOption.home();
        if (!Files.exists(home.path())) {
            System.out.println("There is no data in " + home.path() + ".");
            return ExitCode.DONE;
        }
        if (!Files.exists(home.lock())) {
            throw new LaunchException(home.path() + " is not a folder of Vagus; nothing is deleted");
        }
        if (!yes && !confirmed(home)) {
            System.out.println("Nothing is deleted.");
            return ExitCode.FAILED;
        }
        DownCommand.stop(home);
        Files.walkFileTree(home.path(), new Deletion());
        System.out.println("Deleted " + home.path() + ".");
        return ExitCode.DONE;
    }

    private static boolean confirmed(Home home) {
        var console = System.console();
        if (console == null) {
            throw new LaunchException("there is no terminal to ask at; use --yes to delete " + home.path());
        }
        var answer = console.readLine("Delete all accounts, users, people and usage in %s? Type yes: ", home.path());
        return "yes".equals(answer);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
