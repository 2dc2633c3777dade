import { Module } from '@nestjs/common';
import { ConsoleController } from './console.controller.js';
import { ConsoleFiles } from './console-files.js';
import { SessionController } from './session.controller.js';
import { SignInLimiter } from './sign-in-limiter.js';

@Module({
  controllers: [ConsoleController, SessionController],
  providers: [ConsoleFiles, SignInLimiter],
})
export class ConsoleModule {}
