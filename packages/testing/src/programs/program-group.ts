import { Program, type ProgramOptions } from './program.ts';

/** Programs that do not need each other, and so are stopped at the same time. */
export class ProgramGroup implements AsyncDisposable {
  readonly #programs: Program[] = [];

  start(options: ProgramOptions): Program {
    const program = Program.start(options);
    this.#programs.push(program);
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program[Symbol.asyncDispose]()));
  }
}
